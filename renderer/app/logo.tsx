/** The mark of the program, as in resources/icons/icon.svg. */
export function Logo() {
  return (
    <svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true">
      <rect x=".9" y=".9" width="16.2" height="16.2" rx="4" fill="none" stroke="var(--text-1)" strokeWidth="1.8" />
      <path d="M5 13.5V6.8A1.8 1.8 0 0 1 6.8 5h6.7" fill="none" stroke="var(--text-1)" strokeWidth="1.3" />
      <rect x="8" y="8" width="5.2" height="5.2" rx="1.2" fill="var(--accent)" />
    </svg>
  )
}
