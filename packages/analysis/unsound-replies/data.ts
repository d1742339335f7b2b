import { phrases, type PhraseList } from '../text/phrases.ts'

/** What a helper should not say. Written for TechDeck. */
export const unsoundLists = {
  diagnosing: phrases(
    "{you have|you've got|you clearly have|you obviously have|you definitely have|you are suffering from|you're suffering from|you must have|you probably have|i diagnose you with|i'm diagnosing you with|this is clearly|it's obvious you have|sounds like you have|you suffer from} {a |an |}",
    "{you are|you're|youre} {clearly |definitely |obviously |probably |just |} {a |an |}",
  ),
  outright: {
    diagnosing: [
      "{you are|you're} {clearly |definitely |obviously |} {bipolar|schizophrenic|psychotic|borderline|a narcissist|a psychopath|a sociopath|mentally ill|clinically depressed|delusional|crazy|insane}",
    ],
    stop_medication: [
      "{stop|quit|skip|drop|throw away|throw out|flush|come off|get off|go off|don't take|never take|stay off|ditch|cut out} {taking |}{your|the|those|these|that|all your|any} {meds|medication|medications|medicine|pills|antidepressants|antidepressant|antipsychotics|prescription|tablets|drugs|ssris}",
      "{you don't need|you do not need|you shouldn't be taking|you shouldn't take|you can stop taking} {to take |}{your|the|those|these|that|any|} {meds|medication|medications|medicine|pills|antidepressants|drugs}",
      '{double|triple|increase|halve|change|lower} {your|the} {dose|dosage|medication|meds} {yourself|on your own|without|}',
      '{stop|quit} {cold turkey|taking them}',
      '{meds|medication|antidepressants|pills} {are|is} {poison|a crutch|useless|a scam|for weak|just placebos|bad for you}',
    ],
    boundary: [
      "{i love you|i'm in love with you|i'm falling for you|i find you attractive|you're so hot|you are so hot|you're so sexy|i want to kiss you|can i kiss you}",
      "{let's|we should|we could|want to|do you want to|would you like to} {get|grab|go for|have|meet for|meet up for} {a |some |} {drink|drinks|dinner|coffee|date} {with me|together|sometime|after|tonight|outside}",
      '{come|come over} to my {place|house|apartment|home}',
      "{here's|here is|take|you can have} my {personal|home|private} {number|phone|cell|address}",
      "{don't|do not|never} tell {anyone|anybody|your parents|your husband|your wife|your partner|them} {about|we|what|this|that}",
      '{our|this is our} {little |} secret',
      '{lend|loan|give|send|owe} me {money|some money|cash|your}',
      "{i want to be|let's be|we can be} {your friend|your girlfriend|your boyfriend|friends on|more than}",
      '{follow|friend|add} me on {facebook|instagram|snapchat}',
    ],
    judgement: [
      "{you should be ashamed|you brought this on yourself|it's your own fault|it's your fault|it is your fault|that's your fault|you're being ridiculous|you are being ridiculous|you're being lazy|you're just lazy|you're pathetic|you are pathetic|what's wrong with you|what is wrong with you|you disgust me|i'm disappointed in you|you're wasting my time}",
      "{you're|you are} {such |} {a |} {failure|loser|bad mother|bad father|bad person|crybaby|drama queen}",
    ],
    promise: [
      "{i guarantee|i promise|guaranteed to} {you |} {will|you'll|this will|it will|that you|cure|that this|to cure|you're going to}",
      '{this|it|that} will cure you',
    ],
  },
} satisfies Record<string, PhraseList>

/** Single words that turn advice into a question or a warning. */
export const unsoundSets = {
  conditional: 'if whether when did do have say says said told why would think believe feel',
  /** Before these, what follows is quoted, feared or asked rather than said. */
  doubt:
    'if whether when say says said saying told why thinks thinking believe believes feel feels feeling worry worried afraid mean means call calls called wonder mentioned mention',
  care: 'before without doctor prescriber psychiatrist dangerous risky careful avoid against',
} satisfies Record<string, string>
