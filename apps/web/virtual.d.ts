declare module 'virtual:stage-options' {
  export const choices: import('@techdeck/contracts').Choices
}
