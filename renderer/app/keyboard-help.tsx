import { listCommands } from '../commands'
import { Button, Dialog } from '../ui'
import styles from './keyboard-help.module.css'
import { noteKeys, tabKeys, windowKeys } from './keys'
import { show } from './store'

export function KeyboardHelp() {
  return (
    <Dialog
      title="Keyboard shortcuts"
      width={460}
      replaceable
      onClose={() => show(null)}
      buttons={
        <Button size="dialog" data-autofocus onClick={() => show(null)}>
          Close
        </Button>
      }
    >
      <dl className={styles.keys}>
        {listKeys().map(({ keys, does }) => (
          <div key={keys}>
            <dt>{does}</dt>
            <dd>
              {keys.split(' ').map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}

/** The window's keys, those of every command that there is now, and those of any row of tabs and of notes. */
export function listKeys(): { keys: string; does: string }[] {
  const known = new Set<string>(windowKeys.map(({ keys }) => keys))
  const commands = listCommands().flatMap(({ keys, title }) => (keys === undefined || known.has(keys) ? [] : { keys, does: title }))
  return [...windowKeys, ...commands, ...tabKeys, ...noteKeys]
}
