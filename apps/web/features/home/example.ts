const TALKS: readonly (readonly string[])[] = [
  [
    'What would you like to talk about today?',
    'I sleep badly since I moved to Leeds. I lie awake until three.',
    'You lie there for hours, and the next day has to be lived all the same. What goes through your mind?',
    'My work, mostly. My manager Dana Whitlock calls me at night.',
    'She reaches into your evenings. How would you like it to be?',
    'I want to switch it off at eight. I think I could try that this week.',
  ],
  [
    'How has the week been?',
    'I drank on two days. Before, it was every day.',
    'Two days instead of seven: you made that happen. What helped on the other five?',
    'I called my sister, and I went for a walk. My number is 555 0142, if you want to remind me.',
    'Somebody to talk to, and moving. What would it take to keep these?',
    'A plan for Fridays. Fridays are hard.',
  ],
  [
    'You wrote that things feel heavy. Tell me about it.',
    'Some evenings I wish I would not wake up. I would not do anything.',
    'Thank you for saying that. Are you thinking of ending your life?',
    'No. I am only so tired of it all.',
    'You are worn out. If it changes, whom could you call, also at night?',
    'My brother. And I have the number of the help line on the fridge.',
  ],
]

/** A first file for who has none at hand: three short talks that we wrote, with names and a number to find. */
export function exampleFile(): File {
  const lines = TALKS.map((texts, at) =>
    JSON.stringify({
      id: `example-${at + 1}`,
      messages: texts.map((content, index) => ({ role: index % 2 === 0 ? 'assistant' : 'user', content })),
    }),
  )
  return new File([`${lines.join('\n')}\n`], 'example.jsonl', { lastModified: 1_700_000_000_000 })
}
