import type { VaultState } from '../../core/contract'

const reasons: Record<NonNullable<VaultState['reason']>, string> = {
  noService: 'This computer has no keychain service.',
  locked: 'The keychain is locked.',
  slow: 'The keychain did not answer in time.',
  policy: 'Set by your classroom’s administrator.',
  denied: 'The keychain did not let Lab Companion in.',
}

const places: Record<VaultState['kind'], string> = {
  keychain: 'Passwords are kept in the keychain of this computer.',
  encryptedFile: 'Passwords are kept in a file that this desktop encrypts.',
  memory: 'Passwords are kept until Lab Companion quits, and then forgotten.',
}

/** Where passwords are, and why not in the keychain when they are not. */
export function vaultSentence({ kind, reason }: VaultState): string {
  return reason === null ? places[kind] : `${reasons[reason]} ${places[kind]}`
}

/** Where a password that was typed would go, and why not to the keychain. */
export function keptWhere({ kind, reason }: VaultState): string {
  if (kind === 'keychain') return 'It goes to the keychain of this computer.'
  if (kind === 'encryptedFile') return 'It goes to an encrypted file, as there is no keychain.'
  return `It is kept until Lab Companion quits.${reason === null ? '' : ` ${reasons[reason]}`}`
}

/** Two words for the status bar; null where everything is as it should be. */
export function vaultCell({ kind }: VaultState): string | null {
  if (kind === 'keychain') return null
  return kind === 'memory' ? 'Passwords in memory only' : 'Passwords in encrypted file'
}
