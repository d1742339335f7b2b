declare module 'virtual:stage-options' {
  export const choices: import('./stage-options.ts').Choices
}
