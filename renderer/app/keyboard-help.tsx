import { Button, Dialog } from '../ui'
import styles from './keyboard-help.module.css'
import { windowKeys } from './keys'
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
        {windowKeys.map(({ keys, does }) => (
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
