import { RhUiUnlockIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-unlock-icon'
import { useSession } from './store'
import { vaultCell, vaultSentence } from './vault-words'

/** A cell of the status bar, there only while passwords are not in the keychain. */
export function VaultStatus() {
  const vault = useSession(({ state }) => state?.vault ?? null)
  const words = vault === null ? null : vaultCell(vault)
  if (vault === null || words === null) return null
  return (
    <span title={vaultSentence(vault)}>
      <RhUiUnlockIcon />
      {words}
    </span>
  )
}
