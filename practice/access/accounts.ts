import { timingSafeEqual } from 'node:crypto'
import { sha256 } from './digest'

/** Who can log in. Two kinds of providers, as on a real cluster: the class's htpasswd file, and the installer's kubeadmin. */
export interface Account {
  login: string
  password: string
  userName: string
  provider: 'htpasswd_provider' | 'kube:admin'
}

export const accounts: readonly Account[] = [
  { login: 'admin', password: 'redhatocp', userName: 'admin', provider: 'htpasswd_provider' },
  { login: 'developer', password: 'developer', userName: 'developer', provider: 'htpasswd_provider' },
  { login: 'kubeadmin', password: 'kubeadmin-password', userName: 'kube:admin', provider: 'kube:admin' },
]

export function findAccount(login: string, password: string): Account | undefined {
  const account = accounts.find((one) => one.login === login)
  return account !== undefined && timingSafeEqual(sha256(account.password), sha256(password)) ? account : undefined
}
