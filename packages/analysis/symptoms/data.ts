import type { PhraseList } from '../text/phrases.ts'

/** Topics that the PHQ-9 and GAD-7 ask about, in everyday wording of our own; no item text. */
export const symptomLists = {
  symptom: {
    low_interest: [
      "{don't|dont|no longer|can't|cant|lost|no|little} {enjoy|care about|interest in|want to do|motivation|look forward to} {anything|things|it|anymore|my|the|doing|to|}",
      'nothing {is fun|excites me|interests me|brings me joy}',
      '{unmotivated|apathetic|apathy|anhedonia|numb}',
    ],
    low_mood: [
      '{feel|feeling|felt|been|so|really|very} {so |really |very |} {sad|down|depressed|hopeless|empty|miserable|low|blue}',
      '{depression|hopelessness}',
    ],
    sleep: [
      "{can't|cant|couldn't|trouble|problems|hard to|difficulty} {fall |get to |stay |}{sleep|sleeping|asleep}",
      '{insomnia|nightmares|nightmare|sleepless}',
      '{sleep|sleeping|slept} {all day|too much|badly|poorly}',
      '{up|awake} all night',
      '{wake|waking|woke} up {at night|every night|in the middle}',
      "{don't|didn't|haven't|not} {sleep|slept|been sleeping|sleeping}",
    ],
    fatigue: [
      '{no|low|little} energy',
      '{always|so|really|constantly|too} {tired|exhausted|drained}',
      '{fatigue|fatigued|lethargic}',
      "{can't|barely|hardly} get out of bed",
    ],
    appetite: [
      '{no|lost|lost my|loss of|poor} appetite',
      '{binge|bingeing|binging|overeating|overeat}',
      "{can't|haven't|don't|not} {eat|eating|eaten|been eating}",
      '{lost|gained|losing|gaining} {weight|a lot of weight}',
    ],
    worthlessness: [
      '{worthless|failure|useless|burden}',
      '{hate|disgusted with|ashamed of|blame} myself',
      'let {everyone|my family|people|them|everybody} down',
      "{i'm|i am} not good enough",
    ],
    concentration: [
      "{can't|cant|couldn't|hard to|trouble|difficult to|unable to} {concentrate|focus|think straight|concentrating|focusing|think}",
      '{brain fog|distracted|forgetful}',
    ],
    restlessness: ['{restless|fidgety|agitated|pacing}', "{can't|hard to|couldn't} sit still"],
    anxiety: [
      '{feel|feeling|felt|so|really|very|been} {so |really |very |} {anxious|nervous|on edge|tense}',
      '{anxiety|panic attack|panic attacks|panicking}',
      '{heart|chest} {racing|pounding|tight|tightness}',
    ],
    worry: [
      "{can't|cant|couldn't} stop {worrying|thinking}",
      '{worry|worrying|worried} {about everything|too much|all the time|constantly|a lot}',
      'overthinking',
      "{can't|hard to|never} {relax|wind down|switch off}",
    ],
    irritability: ['{irritable|irritated|short - tempered|snapping|snappy}', '{snap|snapped} at', 'on edge'],
    dread: ['something {bad|awful|terrible} {will|is going to|might|is gonna} happen', 'impending doom'],
    suicidal_thoughts: ['{suicidal|suicide}', '{better off dead|kill myself|end my life|hurt myself}', 'want to die'],
  },
} satisfies Record<string, PhraseList>
