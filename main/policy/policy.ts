import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AppFailure, type PolicyState } from '../../core/contract'
import { POLICY_LOCKS, type PolicyLock, SECURITY_LOCKS, validatePolicy } from '../../core/policy'
import type { Log } from '../log'
import { findForeignHands } from './foreign-hands'

/** What the administrator of this computer has set. Read once: a change holds from the next start on. */
export interface Policy {
  state: () => Promise<PolicyState>
  forbids(lock: PolicyLock): Promise<boolean>
  /** Rejects with AppFailure `policy.forbidden` where this is locked. */
  check(lock: PolicyLock): Promise<void>
  /** A folder of the administrator's files, by its name; null where somebody else could have changed any of them. */
  folder(name: 'classrooms' | 'units'): Promise<string | null>
}

interface PolicyOptions {
  folder: string
  /** The user to whom the files must belong, and who alone may change them (and root); null where that is not looked at. */
  owner: number | null
  log: Log
}

/**
 * Reads `policy.yaml` of this folder. Without one nothing is locked; one that cannot be read or understood locks what protects passwords, and so does a
 * folder that others could have changed: a false classroom in it would collect passwords.
 */
export function createPolicy({ folder, owner, log }: PolicyOptions): Policy {
  let read: Promise<PolicyState> | null = null
  const state = (): Promise<PolicyState> => (read ??= readState(folder, owner).then((found) => report(found, log)))
  const forbids = async (lock: PolicyLock): Promise<boolean> => (await state()).locks.includes(lock)
  return {
    state,
    forbids,
    async check(lock) {
      if (await forbids(lock)) throw new AppFailure({ kind: 'policy.forbidden', lock, contact: (await state()).contact })
    },
    folder: async (name) => ((await state()).trouble?.kind === 'policy.unsafe' ? null : join(folder, name)),
  }
}

async function readState(folder: string, owner: number | null): Promise<PolicyState> {
  const policy = await readPolicy(join(folder, 'policy.yaml'))
  const found = owner === null ? [] : await findForeignHands(folder, owner).catch(({ message }: Error) => [{ path: folder, why: `cannot be looked at: ${message}` }])
  if (found.length === 0) return policy
  // Whoever could write may have lifted a lock, so that none is lifted.
  return { ...policy, locks: POLICY_LOCKS.filter((lock) => policy.locks.includes(lock) || SECURITY_LOCKS.includes(lock)), trouble: { kind: 'policy.unsafe', folder, found } }
}

async function readPolicy(file: string): Promise<PolicyState> {
  const closed = (trouble: NonNullable<PolicyState['trouble']>): PolicyState => ({ file, locks: [...SECURITY_LOCKS], contact: null, trouble })
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return { file, locks: [], contact: null, trouble: null }
    return closed({ kind: 'policy.invalid', file, problems: [{ line: 1, column: 1, field: '', message: `cannot be read: ${message}` }] })
  }
  // With the YAML reader, which a computer without a policy does not need for it.
  const { parseYaml } = await import('../yaml')
  const parsed = parseYaml(text, 'a policy file')
  if (!parsed.ok) return closed({ kind: 'policy.invalid', file, problems: parsed.problems })
  const checked = validatePolicy(parsed.yaml.data)
  if (!checked.ok) return closed({ kind: 'policy.invalid', file, problems: checked.findings.map(parsed.yaml.locate) })
  return { file, locks: checked.locks, contact: checked.contact, trouble: null }
}

function report(state: PolicyState, log: Log): PolicyState {
  const { file, locks, trouble } = state
  if (trouble?.kind === 'policy.invalid') log.warn(`${file} is wrong: ${trouble.problems.map(({ line, field, message }) => `line ${line} ${field} ${message}`).join('; ')}`)
  if (trouble?.kind === 'policy.unsafe') log.warn(`${trouble.folder} is not believed: ${trouble.found.map(({ path, why }) => `${path} ${why}`).join('; ')}`)
  if (locks.length > 0) log.info(`${file} sets ${locks.join(', ')}`)
  return state
}
