export { compileStep } from './compile-step'
export { evaluate } from './evaluate'
export type { CommandFact, ConsoleFact, ObservedObject, ObservedObjects, SightFact } from './facts'
export { findAt, parsePath, placeName } from './path'
export type { CompilePattern } from './pattern'
export { type Effect, foldResource, type ResourceFold } from './resource-fold'
export { asksClusterOnly, type Deeds, factsSince, FRESH, judgeStep, type StepRecord, type StepStatus, type StepTerms } from './step'
export { rememberCommand } from './remembered-commands'
export { type ResourceTerm, resourceTerms, type Term, type TermQuery } from './term'
export {
  unitFieldsAt,
  unitJsonSchema,
  unitSchema,
  type CommandSource,
  type Condition,
  type StepSource,
  type UnitSource,
} from './unit'
export { pictureNames, type PictureName } from './picture-names'
export { fillIn, joinVariables, unknownVariables, type Variables } from './variables'
export type { Verdict } from './verdict'
export { type Card, type CardMemory, cardMemorySchema, cardsOf, cardsSchema, dueCards, NEW_CARDS_A_DAY } from './cards'
export { recapSheet } from './recap-sheet'
