// Schemas that options of stages are made of, for those that read no others.
export * from './compared-with.ts'
export * from './site-list.ts'
