import { RhUiArrowDownIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-arrow-down-icon'
import { RhUiArrowUpIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-arrow-up-icon'
import { RhUiCloseIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-close-icon'
import { useEffect, useRef, useState } from 'react'
import { IconButton } from '../ui'
import styles from './search-bar.module.css'

export interface SearchBarProps {
  /** `index` counts from 0; -1 when there are more hits than are counted. */
  results: { index: number; count: number }
  onFind: (text: string, direction: 1 | -1, options: { caseSensitive: boolean }) => void
  onClose: () => void
}

/** Finds text in the scroll-back, newest first. */
export function SearchBar({ results, onFind, onClose }: SearchBarProps) {
  const [text, setText] = useState('')
  const [caseSensitive, setCaseSensitive] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])
  const find = (direction: 1 | -1) => onFind(text, direction, { caseSensitive })
  return (
    <div
      role="search"
      className={styles.bar}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        onClose()
      }}
    >
      <input
        ref={field}
        type="search"
        aria-label="Search terminal"
        placeholder="Search"
        value={text}
        spellCheck={false}
        onChange={(event) => {
          setText(event.target.value)
          onFind(event.target.value, -1, { caseSensitive })
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') find(event.shiftKey ? 1 : -1)
        }}
      />
      <span role="status" className={styles.count}>
        {text !== '' && sayCount(results)}
      </span>
      <IconButton
        size="small"
        label="Match case"
        aria-pressed={caseSensitive}
        onClick={() => {
          setCaseSensitive(!caseSensitive)
          onFind(text, -1, { caseSensitive: !caseSensitive })
        }}
      >
        Aa
      </IconButton>
      <IconButton size="small" label="Previous hit" shortcut="Enter" onClick={() => find(-1)}>
        <RhUiArrowUpIcon />
      </IconButton>
      <IconButton size="small" label="Next hit" shortcut="Shift Enter" onClick={() => find(1)}>
        <RhUiArrowDownIcon />
      </IconButton>
      <IconButton size="small" label="Close search" shortcut="Esc" onClick={onClose}>
        <RhUiCloseIcon />
      </IconButton>
    </div>
  )
}

function sayCount({ index, count }: SearchBarProps['results']): string {
  if (count === 0) return 'none'
  return index < 0 ? `${count}+` : `${index + 1} of ${count}`
}
