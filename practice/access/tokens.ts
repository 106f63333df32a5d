import { numberAt, listAt, textAt, type KubeObject } from '../objects/json'
import type { Clock } from '../store/clock'
import type { Store } from '../store/store'
import type { Account } from './accounts'
import { newSecret, tokenObjectName } from './digest'
import type { User } from './user'

const tokens = 'oauthaccesstokens.oauth.openshift.io'
const users = 'users.user.openshift.io'

/** Creates an object by the cluster's rules. */
export type Create = (resource: string, object: KubeObject) => KubeObject

/** Access tokens: objects named by their token's hash, so that deleting the object revokes the token. */
export class Tokens {
  readonly #store: Store
  readonly #clock: Clock
  readonly #create: Create
  readonly #save: () => Promise<void>
  readonly lifetimeSeconds: number

  constructor(store: Store, clock: Clock, create: Create, save: () => Promise<void>, lifetimeSeconds: number) {
    this.#store = store
    this.#clock = clock
    this.#create = create
    this.#save = save
    this.lifetimeSeconds = lifetimeSeconds
  }

  /** Resolves when the token is saved: who has just logged in must still be after a crash. */
  async issue(account: Account, clientName: string, redirectURI: string, scopes: string[]): Promise<string> {
    const token = newSecret()
    const user = this.#signIn(account)
    this.#create(tokens, {
      apiVersion: 'oauth.openshift.io/v1',
      kind: 'OAuthAccessToken',
      metadata: { name: tokenObjectName(token) },
      clientName,
      expiresIn: this.lifetimeSeconds,
      redirectURI,
      scopes,
      userName: account.userName,
      userUID: user?.metadata.uid ?? '',
    })
    await this.#save()
    return token
  }

  /** Who holds this token, or undefined if it is unknown, revoked or expired. */
  holder(token: string): User | undefined {
    const object = this.#store.get(tokens, undefined, tokenObjectName(token))
    if (object === undefined) return undefined
    const expires = Date.parse(object.metadata.creationTimestamp ?? '') + numberAt(object, 'expiresIn') * 1000
    if (!(this.#clock.now().getTime() < expires)) return undefined
    return this.#user(textAt(object, 'userName'), textAt(object, 'userUID'))
  }

  #user(name: string, uid: string): User {
    if (name === 'kube:admin') return { name, uid, groups: ['system:cluster-admins', 'system:authenticated'] }
    const memberships = this.#store.list('groups.user.openshift.io').filter((group) => listAt(group, 'users').includes(name))
    return { name, uid, groups: [...memberships.map((group) => group.metadata.name), 'system:authenticated:oauth', 'system:authenticated'] }
  }

  /** User and Identity appear at the first login; kube:admin never has any. */
  #signIn({ login, userName, provider }: Account): KubeObject | undefined {
    if (provider === 'kube:admin') return undefined
    const known = this.#store.get(users, undefined, userName)
    if (known !== undefined) return known
    const identity = `${provider}:${login}`
    const user = this.#create(users, { apiVersion: 'user.openshift.io/v1', kind: 'User', metadata: { name: userName }, identities: [identity], groups: null })
    this.#create('identities.user.openshift.io', {
      apiVersion: 'user.openshift.io/v1',
      kind: 'Identity',
      metadata: { name: identity },
      providerName: provider,
      providerUserName: login,
      user: { name: userName, uid: user.metadata.uid },
    })
    return user
  }
}
