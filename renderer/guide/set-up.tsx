import { useState } from 'react'
import type { UnitContent } from '../../core/contract'
import { TroubleAlert } from '../trouble'
import { Bar, Button } from '../ui'
import { dismissTrouble, setUpSection, useGuide } from './store'

/** In the practice classroom, where a section's work is done already: the offer to begin before it. */
export function SetUp({ section: { id, steps } }: { section: UnitContent['sections'][number] }) {
  const isDoneAlready = useGuide((store) => steps.some((step) => store.steps.get(step.id)?.before === true))
  const setUp = useGuide((store) => store.settingUp)
  const trouble = useGuide((store) => store.trouble)
  const [asking, setAsking] = useState(false)
  if (trouble !== null && trouble.step === id) return <TroubleAlert error={trouble.error} onDismiss={dismissTrouble} />
  if (!isDoneAlready) return null
  const begin = (): void => {
    setAsking(false)
    void setUpSection(id)
  }
  return (
    <Bar
      tone="info"
      role="status"
      title={asking ? 'Take OpenShift Virtualization off?' : 'Installed here already'}
      actions={
        asking ? (
          <>
            <Button autoFocus onClick={() => setAsking(false)}>
              Keep it as it is
            </Button>
            <Button variant="danger" onClick={begin}>
              Set it up now
            </Button>
          </>
        ) : (
          <Button busy={setUp === id} onClick={() => setAsking(true)}>
            Set the classroom up for this section
          </Button>
        )
      }
    >
      {asking
        ? 'What was made in the practice classroom is gone then, machines and projects included. Your progress in the other sections, your logins and your notes stay.'
        : 'You can read on and skip what is done. To do it yourself, let the practice classroom begin without it.'}
    </Bar>
  )
}
