const filled = {
  left: { x: 2, y: 3, width: 4, height: 10 },
  bottom: { x: 2, y: 9, width: 12, height: 4 },
}

/** A window with one of its panels filled. */
export function PanelIcon({ panel }: { panel: keyof typeof filled }) {
  return (
    <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
      <rect x="1.5" y="2.5" width="13" height="11" rx="1.5" fill="none" stroke="currentColor" />
      <rect {...filled[panel]} fill="currentColor" />
    </svg>
  )
}
