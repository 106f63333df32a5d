import { importEducates } from './educates'
import { type Imported, isRecord, NotImportable, type ParseYaml, type SourceFolder } from './imported'
import { importKillercoda } from './killercoda'
import { importQuickStart } from './console-quick-start'
import { importShowroom } from './showroom'

export { importQuickStart } from './console-quick-start'
export { type Imported, NotImportable, type ParseYaml, type SourceFolder } from './imported'

/** Finds out what a folder holds and makes a unit of it. Throws NotImportable. */
export function importFolder(folder: SourceFolder, parseYaml: ParseYaml): Imported {
  const names = [...folder.texts.keys()]
  if (folder.texts.has('index.json')) return importKillercoda(folder)
  if (names.some((name) => /(?:^|\/)antora\.ya?ml$/.test(name))) return importShowroom(folder, parseYaml)
  if (names.some((name) => /(?:^|\/)workshop\/content\//.test(name))) return importEducates(folder, parseYaml)
  throw new NotImportable('holds neither index.json (Killercoda), nor antora.yml (Showroom), nor workshop/content (Educates); a ConsoleQuickStart is named by its file')
}

/** Every quick start of a text: one document, several, or a list of objects as `oc get consolequickstarts -o yaml` prints it. */
export function importQuickStarts(documents: readonly unknown[], file: string): Imported[] {
  const objects = documents.flatMap((data) => (isRecord(data) && Array.isArray(data['items']) ? (data['items'] as unknown[]) : [data])).filter((data) => isRecord(data) && data['kind'] === 'ConsoleQuickStart')
  if (objects.length === 0) throw new NotImportable(`${file} holds no ConsoleQuickStart`)
  return objects.map((data) => importQuickStart(data, file))
}
