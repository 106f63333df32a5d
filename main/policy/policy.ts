import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AppFailure, type PolicyState } from '../../core/contract'
import { type PolicyLock, SECURITY_LOCKS, validatePolicy } from '../../core/policy'
import type { Log } from '../log'

/** What the administrator of this computer has set. Read once: a change holds from the next start on. */
export interface Policy {
  state: () => Promise<PolicyState>
  forbids(lock: PolicyLock): Promise<boolean>
  /** Rejects with AppFailure `policy.forbidden` where this is locked. */
  check(lock: PolicyLock): Promise<void>
}

/** Reads `policy.yaml` of this folder. Without one nothing is locked; one that cannot be read or understood locks what protects passwords. */
export function createPolicy({ folder, log }: { folder: string; log: Log }): Policy {
  const file = join(folder, 'policy.yaml')
  let read: Promise<PolicyState> | null = null
  const state = (): Promise<PolicyState> => (read ??= readPolicy(file).then((found) => report(found, log)))
  const forbids = async (lock: PolicyLock): Promise<boolean> => (await state()).locks.includes(lock)
  return {
    state,
    forbids,
    async check(lock) {
      if (await forbids(lock)) throw new AppFailure({ kind: 'policy.forbidden', lock, contact: (await state()).contact })
    },
  }
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
  if (locks.length > 0) log.info(`${file} sets ${locks.join(', ')}`)
  return state
}
