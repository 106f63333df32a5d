import styles from './pictures.module.css'

/** Where the cluster is, seen from this computer. Decoration for the words below it. */
export function PracticePicture() {
  return (
    <svg className={styles.picture} viewBox="0 0 412 152" aria-hidden="true">
      <rect className={styles.machine} x="23.5" y="13.5" width="364" height="126" rx="6" />
      <text className={styles.title} x="34" y="32">
        This computer
      </text>
      {['master01', 'master02', 'master03', 'worker01', 'worker02'].map((name, index) => (
        <g key={name} transform={`translate(${34 + index * 69.5} 53)`}>
          <rect className={styles.node} x=".5" y=".5" width="64" height="55" rx="3" />
          <text className={styles.node_name} x="8" y="15">
            {name}
          </text>
          {name.startsWith('worker') ? <VmMark x={8} y={22} width={48} /> : <path className={styles.work} d="M9 27.5h30M9 35.5h42M9 43.5h24" />}
        </g>
      ))}
      <text className={styles.note} x="34" y="127">
        127.0.0.1, nothing leaves it
      </text>
    </svg>
  )
}

export function RemotePicture() {
  return (
    <svg className={styles.picture} viewBox="0 0 412 152" aria-hidden="true">
      <rect className={styles.machine} x="23.5" y="41.5" width="111" height="71" rx="6" />
      <text className={styles.title} x="34" y="61">
        This computer
      </text>
      <rect className={styles.node} x="35.5" y="72.5" width="63" height="28" rx="3" />
      <path className={styles.prompt} d="m43 82 4.5 4-4.5 4M51 91h8" />
      <path className={styles.wire} d="M135 76h93m-5-4.5 5 4.5-5 4.5" />
      <text className={styles.note} x="149" y="68">
        HTTPS
      </text>
      <rect className={styles.machine} x="229.5" y="13.5" width="158" height="126" rx="6" />
      <text className={styles.title} x="241" y="32">
        Classroom cluster
      </text>
      {[241, 287, 332].map((x) => (
        <g key={x} transform={`translate(${x} 45)`}>
          <rect className={styles.node} x=".5" y=".5" width="40" height="33" rx="3" />
          <path className={styles.work} d="M9 11.5h20M9 20.5h24" />
        </g>
      ))}
      {[241, 310].map((x) => (
        <g key={x} transform={`translate(${x} 86)`}>
          <rect className={styles.node} x=".5" y=".5" width="62" height="40" rx="3" />
          <VmMark x={8} y={8} width={47} />
        </g>
      ))}
    </svg>
  )
}

function VmMark({ x, y, width }: { x: number; y: number; width: number }) {
  return (
    <>
      <rect className={styles.vm} x={x + 0.5} y={y + 0.5} width={width} height="25" rx="3" />
      <text className={styles.vm_name} x={x + 7} y={y + 17}>
        VM
      </text>
    </>
  )
}
