import { X509Certificate } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { Document, isScalar, visit } from 'yaml'
import { validateClassroom, type ClassroomFile } from '../../core/classroom'
import { AppFailure, type FileProblem } from '../../core/contract'
import { parseYaml, type ParsedYaml } from '../yaml'

/** A classroom file is a page of text. A megabyte is a mistake or an attack, and would block the window while it is parsed. */
const LIMIT_BYTES = 1024 * 1024

/** A password of the file and the name that the vault knows it by: `cluster:admin`, `machine:workstation:student`, `guest:student`. */
export interface GivenPassword {
  account: string
  password: string
}

interface ClassroomSource {
  file: ClassroomFile
  passwords: GivenPassword[]
  locate: ParsedYaml['locate']
  /** The same text with its comments, but without the passwords, and with `caFile` as given. */
  textWithoutPasswords(caFile: string | null): string
}

type Checked = { ok: true; source: ClassroomSource } | { ok: false; problems: FileProblem[] }

const WHAT = 'a classroom file'

/** Checks the text of a classroom file. Every problem names its place. */
export function checkClassroomText(text: string): Checked {
  const parsed = parseYaml(text, WHAT)
  if (!parsed.ok) return parsed
  const { document, data, locate } = parsed.yaml
  const checked = validateClassroom(data)
  if (!checked.ok) return { ok: false, problems: checked.findings.map(locate) }
  return {
    ok: true,
    source: {
      file: checked.file,
      passwords: passwordsOf(checked.file),
      locate,
      textWithoutPasswords: (caFile) => withoutPasswords(document.clone(), caFile),
    },
  }
}

/** What a classroom file says, with the certificates of its `caFile`. */
export interface LoadedClassroom extends ClassroomSource {
  /** PEM, several certificates one after the other. */
  ca: string | null
}

/** Throws AppFailure `local.file` when the file cannot be read and `classroom.invalid` with every problem when it is wrong. */
export async function loadClassroomFile(path: string): Promise<LoadedClassroom> {
  return loadClassroomText(await readLimited(path), path)
}

/** Like `loadClassroomFile`, for a text that is (or is to be) the content of `path`. */
export async function loadClassroomText(text: string, path: string): Promise<LoadedClassroom> {
  const invalid = (problems: FileProblem[]): AppFailure => new AppFailure({ kind: 'classroom.invalid', file: path, problems })
  const checked = checkClassroomText(text)
  if (!checked.ok) throw invalid(checked.problems)
  const { caFile } = checked.source.file.cluster
  if (caFile === undefined) return { ...checked.source, ca: null }
  const ca = await readCertificates(resolve(dirname(path), caFile))
  if (!ca.ok) throw invalid([checked.source.locate({ path: ['cluster', 'caFile'], atKey: false, message: ca.message })])
  return { ...checked.source, ca: ca.pem }
}

/** The text of a classroom file with these fields. */
export function classroomText(file: object): string {
  return new Document({ kind: 'Classroom', version: 1, ...file }).toString()
}

/** The certificates of a PEM file, checked one by one. */
export async function readCertificates(path: string): Promise<{ ok: true; pem: string } | { ok: false; message: string }> {
  let text: string
  try {
    text = await readLimited(path)
  } catch (error) {
    return { ok: false, message: `${path} cannot be read: ${reasonOf(error)}` }
  }
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? []
  if (blocks.length === 0) return { ok: false, message: `${path} has no certificate in it (a block that begins with -----BEGIN CERTIFICATE-----)` }
  for (const [index, block] of blocks.entries()) {
    try {
      new X509Certificate(block)
    } catch {
      return { ok: false, message: `certificate ${index + 1} of ${blocks.length} in ${path} is damaged` }
    }
  }
  return { ok: true, pem: `${blocks.join('\n')}\n` }
}

async function readLimited(path: string): Promise<string> {
  try {
    const { size } = await stat(path)
    if (size > LIMIT_BYTES) throw new AppFailure({ kind: 'local.file', path, reason: 'it is larger than 1 MB' })
    return await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof AppFailure) throw error
    throw new AppFailure({ kind: 'local.file', path, reason: reasonOf(error) }, { cause: error })
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof AppFailure && error.error.kind === 'local.file') return error.error.reason
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'ENOENT') return 'there is no such file'
  if (code === 'EACCES' || code === 'EPERM') return 'reading it is not permitted'
  if (code === 'EISDIR') return 'it is a folder'
  return String(code ?? error)
}

function passwordsOf(file: ClassroomFile): GivenPassword[] {
  const given = (prefix: string, logins: { name: string; password?: string | undefined }[]): GivenPassword[] =>
    logins.flatMap(({ name, password }) => (password === undefined ? [] : [{ account: `${prefix}:${name}`, password }]))
  return [...given('cluster', file.users), ...file.machines.flatMap((machine) => given(`machine:${machine.name}`, machine.users)), ...given('guest', file.guests)]
}

function withoutPasswords(document: Document, caFile: string | null): string {
  visit(document, { Pair: (_key, pair) => (isScalar(pair.key) && pair.key.value === 'password' ? visit.REMOVE : undefined) })
  if (caFile === null) document.deleteIn(['cluster', 'caFile'])
  else document.setIn(['cluster', 'caFile'], caFile)
  return document.toString({ lineWidth: 0 })
}
