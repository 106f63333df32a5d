import { at, listAt, textAt } from '../../core/cluster/raw'
import type { GuestLogin } from '../../core/console'
import { parseOne } from '../yaml'

/** A login that a VM's own user data sets up. */
export interface CloudLogin {
  user: string
  password: string
}

/** KubeVirt refuses more than 2 kB that does not stand in a secret. What says otherwise is not worth the time that reading it takes. */
const LONGEST_USER_DATA = 16 * 1024

const MOST_LOGINS = 10

/** Reads the users with a plain password out of a VM's cloud-init volumes. Encrypted ones cannot be typed. */
export function readCloudLogins(machine: unknown): CloudLogin[] {
  const volumes = listAt(machine, 'spec', 'template', 'spec', 'volumes').slice(0, 50)
  return volumes.flatMap((volume) => {
    for (const source of ['cloudInitNoCloud', 'cloudInitConfigDrive']) {
      const text = userDataOf(at(volume, source))
      if (text !== null) return loginsIn(text)
    }
    return []
  })
}

function userDataOf(source: unknown): string | null {
  const text = at(source, 'userData')
  if (typeof text === 'string' && text.length <= LONGEST_USER_DATA) return text
  const encoded = at(source, 'userDataBase64')
  return typeof encoded === 'string' && encoded.length <= LONGEST_USER_DATA ? Buffer.from(encoded, 'base64').toString('utf8') : null
}

function loginsIn(text: string): CloudLogin[] {
  if (!/^#cloud-config\b/.test(text)) return []
  const read = parseOne(text, {})
  if ('why' in read || read.document.errors.length > 0) return []
  let config: unknown
  try {
    // Aliases could make a small text enormous.
    config = read.document.toJS({ maxAliasCount: 0 })
  } catch {
    return []
  }
  const logins = new Map<string, string>()
  const keep = (user: string | null, password: unknown): void => {
    const typed = typeof password === 'number' ? String(password) : password
    if (user !== null && /^[a-z_][a-z0-9_.-]*$/i.test(user) && typeof typed === 'string' && isTypeable(typed)) logins.set(user, typed)
  }
  keep(textAt(config, ['user']) ?? textAt(config, ['user', 'name']), at(config, 'password'))
  for (const user of listAt(config, 'users')) keep(textAt(user, ['name']), at(user, 'plain_text_passwd'))
  const list = at(config, 'chpasswd', 'list')
  for (const line of typeof list === 'string' ? list.split('\n') : listAt(config, 'chpasswd', 'list')) {
    const [, user = null, password] = typeof line === 'string' ? (/^([^:]+):(.*)$/.exec(line.trim()) ?? []) : []
    keep(user, password)
  }
  for (const user of listAt(config, 'chpasswd', 'users')) if (at(user, 'type') !== 'hash') keep(textAt(user, ['name']), at(user, 'password'))
  return [...logins].slice(0, MOST_LOGINS).map(([user, password]) => ({ user, password }))
}

/** No hash, and no word of cloud-init's own. */
function isTypeable(password: string): boolean {
  return password !== '' && password.length <= 256 && !/^\$\w+\$/.test(password) && !/[\r\n\0]/.test(password) && password !== 'RANDOM' && password !== 'R'
}

/** What is offered: the VM's own logins first, then those that the classroom file names for guests. */
export function offeredLogins(cloud: readonly CloudLogin[], guests: readonly { name: string }[]): GuestLogin[] {
  const own = cloud.map(({ user }): GuestLogin => ({ user, source: 'cloud-init' }))
  return [...own, ...guests.filter(({ name }) => !cloud.some(({ user }) => user === name)).map(({ name }): GuestLogin => ({ user: name, source: 'classroom' }))]
}
