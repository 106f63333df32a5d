/** The mark of the program, as in resources/icons/icon.svg. */
export function Logo() {
  return (
    <svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true">
      <rect x=".9" y=".9" width="16.2" height="16.2" rx="4" fill="none" stroke="var(--text-1)" strokeWidth="1.8" />
      <path d="M4.9 13.1V6.6a1.7 1.7 0 0 1 1.7-1.7h6.5" fill="none" stroke="var(--text-1)" strokeWidth="1.3" />
      <rect x="7.3" y="7.3" width="5.8" height="5.8" rx="1.3" fill="var(--accent)" />
    </svg>
  )
}
