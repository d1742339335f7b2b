import type { PhraseList } from '../text/phrases.ts'

/** Signals of the working alliance. Written for TechDeck. */
export const allianceLists = {
  alliance: {
    bond: [
      '{thank you|thanks|appreciate|i trust you|glad you|good to see you|nice to see you|helpful|you understand|you get it|feel heard|comfortable talking|makes me feel better}',
    ],
    agreement: [
      "{that makes sense|i agree|good idea|sounds good|we agreed|our goal|our plan|together|let's do|i can do that|i'll try|i could do that|works for me|exactly}",
    ],
    strain: [
      "{you don't understand|you don't get it|you're not listening|not helping|isn't helping|waste of time|leave me alone|this is stupid|whatever|i don't want to talk|don't want to be here|can i go|none of your business|you people|that's not what i|you wouldn't understand}",
    ],
  },
} satisfies Record<string, PhraseList>
