import type { PhraseList } from '../text/phrases.ts'

/** A small lexicon of feelings. Written for TechDeck. */
export const emotionLists = {
  emotion: {
    sadness: [
      '{sad|sadness|unhappy|miserable|depressed|depressing|down|crying|cried|cry|tears|heartbroken|grief|grieving|hopeless|empty|gloomy|disappointed}',
    ],
    anxiety: [
      '{anxious|anxiety|worried|worry|worrying|worries|nervous|panic|panicking|afraid|scared|fear|fears|terrified|dread|uneasy|tense|frightened|overwhelmed}',
    ],
    anger: [
      '{angry|anger|mad|furious|annoyed|annoying|irritated|pissed|frustrated|frustrating|resent|resentful|rage|hate|hated|bitter}',
    ],
    shame: ['{ashamed|shame|embarrassed|embarrassing|humiliated|guilty|guilt|worthless|stupid|regret|disgusted}'],
    loneliness: ['{lonely|alone|isolated|abandoned|rejected|unwanted|unloved}', 'left out'],
    exhaustion: ['{exhausted|tired|drained|fatigued|stressed|stress|stressful}', 'burned out', 'burnt out', 'worn out'],
    joy: [
      '{happy|happiness|joy|joyful|excited|exciting|cheerful|delighted|fun|enjoy|enjoyed|enjoying|stoked|thrilled|pleased}',
    ],
    gratitude: ['{grateful|gratitude|thankful|appreciate|appreciated|blessed}'],
    hope: ['{hope|hopeful|hoping|optimistic|encouraged|motivated|confident|determined}'],
    love: ['{love|loved|loving|cherish|adore}', 'care about'],
    pride: ['{proud|pride|accomplished}'],
    calm: ['{calm|relaxed|peaceful|relieved|relief|content|serene}'],
    confusion: ['{confused|confusing|unsure|torn|ambivalent}', 'mixed feelings'],
  },
} satisfies Record<string, PhraseList>
