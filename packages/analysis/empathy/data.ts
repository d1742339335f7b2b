import { phrases, type PhraseList } from '../text/phrases.ts'

/** Cues of the three mechanisms of empathy in text-based support. Written for TechDeck. */
export const empathyLists = {
  reacts_weakly: phrases(
    "{i hope|hope|hoping|hopefully|wish you|good luck|best of luck|take care|stay strong|keep going|hang in there|you got this|you can do this|everything will be|it gets better|it will get better|it'll get better|things will get better|be okay|be ok|here if you|here for you|feel better|cheer up|you're not alone|you are not alone|proud of you|congrats|congratulations|glad|happy for you|sending|virtual|hugs|hug|love you|that sucks|sucks|awful|terrible|horrible|tough|rough}",
  ),
  reacts_strongly: phrases(
    "{i'm|i am|im|so|really|very|truly} {so |really |very |truly |} {sorry|sad|heartbroken|worried|concerned|scared for|happy} {to hear|you|that|for you|about|you're|for your|this|for}",
    "{sorry to hear|sorry for your|sorry you're|sorry that|feel for you|heart goes out|breaks my heart|makes me sad|makes me happy|i love you|i care about you|i feel sad|i feel so|feel your pain|my condolences|deepest sympathy|worried about you|rooting for you}",
  ),
  interprets_weakly: phrases(
    "{i understand|i get it|i get that|i know|i hear you|same here|same|me too|i relate|can relate|makes sense|i feel you|been there|i've been there|i see|i feel the same|i know the feeling|know how you feel|know that feeling|totally understand|completely understand|understandable}",
  ),
  interprets_strongly: phrases(
    "{it sounds like|sounds like|it seems like|seems like|you must|you seem|you feel|you're feeling|must be|must have been|must feel} {you|you're|so|really|very|that|like|incredibly|pretty|extremely|a|feeling|hard|awful|terrible|frustrating|scary|exhausting|overwhelming}",
    "{i|i've|i was|i had|i used to|when i} {also |been |went |go |felt |feel |struggle |struggled |had |have |} {through|the same|depressed|with depression|with anxiety|that way|like that|like this|similar|exactly|suicidal|lonely|with the same|in the same|in a similar|a similar}",
    "{i know|i understand} {how|what|exactly|that} {you|it|hard|it's|that|how|feeling}",
  ),
  explores_weakly: phrases(
    "{what's wrong|what happened|what's up|what's going on|want to talk|wanna talk|need to talk|how are you|you okay|are you ok|are you okay|tell me more|care to|why|how come|like what|how so|pm me|message me|vent}",
  ),
  explores_strongly: phrases(
    "{what|how|why|when|who|which|where} {do|did|are|is|was|were|would|have|has|makes|made|about|long|often|kind|happened|else|exactly|can|could|does} {you|your|it|that|this|the|you're|they|he|she|there|them|been|of|caused}",
    '{are|do|have|did|were|is|can|would} {you|there|your} {feel|feeling|have|been|any|ever|think|seeing|tried|talked|talking|still|want|know|thought|getting|able|anyone|someone|something|a|considered|taking|alone|mind|in}',
  ),
} satisfies Record<string, PhraseList>
