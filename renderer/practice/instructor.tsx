import { useEffect, useState } from 'react'
import { TroubleAlert } from '../trouble'
import { Dialog, Tabs } from '../ui'
import { ClassroomSection } from './classroom-section'
import styles from './instructor.module.css'
import { SizeSection } from './size-section'
import { openInstructor, refresh, useInstructor } from './store'
import { TroubleSection } from './trouble-section'

const sections = [
  { id: 'classroom', label: 'Classroom', content: <ClassroomSection /> },
  { id: 'trouble', label: 'Trouble', content: <TroubleSection /> },
  { id: 'size', label: 'Size', content: <SizeSection /> },
]

/** What an instructor does to the practice classroom: bring it back, spoil it, make it big. */
export function Instructor({ onClose }: { onClose: () => void }) {
  const [section, setSection] = useState('classroom')
  const { problem, done } = useInstructor()
  useEffect(() => void openInstructor(), [])
  return (
    <Dialog
      title="Instructor"
      closeLabel="Close instructor"
      width={720}
      replaceable
      className={styles.instructor ?? ''}
      onClose={onClose}
    >
      {problem !== null && (
        <div className={styles.problem}>
          <TroubleAlert error={problem} onRetry={() => void refresh()} />
        </div>
      )}
      <Tabs label="Instructor" items={sections} selected={section} onSelect={setSection} />
      <p role="status" className={styles.done}>
        {done}
      </p>
    </Dialog>
  )
}
