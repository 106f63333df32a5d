const filled = {
  left: { x: 3, y: 4, width: 4, height: 8 },
  bottom: { x: 4, y: 9, width: 8, height: 4 },
  right: { x: 9, y: 4, width: 4, height: 8 },
}

const frame = {
  left: { x: 0.5, y: 1.5, width: 15, height: 13 },
  bottom: { x: 1.5, y: 0.5, width: 13, height: 15 },
  right: { x: 0.5, y: 1.5, width: 15, height: 13 },
}

/** A window with one of its panels filled. */
export function PanelIcon({ panel }: { panel: keyof typeof filled }) {
  return (
    <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
      <rect {...frame[panel]} rx="1.5" fill="none" stroke="currentColor" strokeOpacity=".7" />
      <rect {...filled[panel]} fill="currentColor" />
    </svg>
  )
}
