export { compileStep } from './compile-step'
export { evaluate } from './evaluate'
export type { CommandFact, ObservedObject, ObservedObjects, ObservedState, StudentFacts } from './facts'
export { findAt, parsePath, pathName, placeName, type Found, type Path, type PathPart } from './path'
export type { CompilePattern, Pattern } from './pattern'
export { type Effect, foldResource, type ResourceFold } from './resource-fold'
export { asksClusterOnly, commandsSince, FRESH, judgeStep, type StepRecord, type StepSituation, type StepState, type StepStatus, type StepTerms } from './step'
export { kindName, type ResourceTerm, resourceTerms, type Term, type TermQuery } from './term'
export {
  unitFieldsAt,
  unitJsonSchema,
  unitSchema,
  type CheckSource,
  type CommandSource,
  type Condition,
  type PictureSource,
  type QuestionSource,
  type ResourceSource,
  type SectionSource,
  type StepSource,
  type UnitSource,
} from './unit'
export { pictureNames, type PictureName } from './picture-names'
export { fillIn, joinVariables, unknownVariables, type Variables } from './variables'
export type { Difference, ObjectPlace, Verdict } from './verdict'
export { type Card, type CardMemory, cardMemorySchema, cardsOf, cardsSchema, dueCards, NEW_CARDS_A_DAY } from './cards'
export { recapSheet } from './recap-sheet'
