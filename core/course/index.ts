export { findAt, parsePath, pathName, placeName, type Found, type Path, type PathPart } from './path'
export {
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
