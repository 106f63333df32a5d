import { Arrow, Box, Canvas, Mark, Words } from './drawing'

const ROW = 20
const APPS = ['Java', 'PHP', 'Python'] as const

/** The conflict, and the three ways out of it. */
export function SharedLibraries({ alt }: { alt: string }) {
  return (
    <Canvas height={552} alt={alt}>
      <Words x={8} y={20} kind="heading">
        Three applications, one machine
      </Words>
      <Box x={8} y={32} w={304} h={136} />
      <Box x={20} y={44} w={88} h={36} tone="bad" centred title="app01 Java" note="crashes" />
      <Box x={116} y={44} w={88} h={36} tone="core" centred title="app02 PHP" note="updated" />
      <Box x={212} y={44} w={88} h={36} centred title="app03 Python" note="works" />
      <Arrow points={[[160, 80], [160, 96]]} />
      <Arrow points={[[64, 96], [64, 80]]} kind="breaks" />
      <Box x={20} y={96} w={280} h={32} tone="bad" centred title="shared libraries: old version replaced" />
      <Box x={20} y={136} w={280} h={24} tone="inner" centred title="operating system" />
      <Solution y={184} number="1" title="A machine each" notes={['three to buy,', 'three to run']} kernels="each" bottom={[]} machines />
      <Solution y={308} number="2" title="Virtual machines" notes={['each with an', 'operating system']} kernels="each" bottom={['hypervisor', 'one machine']} />
      <Solution y={432} number="3" title="Containers" notes={['own libraries,', 'one kernel']} kernels="none" bottom={['one kernel for all', 'one machine']} />
    </Canvas>
  )
}

interface SolutionProps {
  y: number
  number: string
  title: string
  notes: readonly string[]
  kernels: 'each' | 'none'
  bottom: readonly string[]
  machines?: boolean
}

function Solution({ y, number, title, notes, kernels, bottom, machines = false }: SolutionProps) {
  const layers = [...(kernels === 'each' ? ['kernel'] : []), ...(machines ? ['machine'] : [])]
  const sharedFrom = y + 8 + (2 + layers.length) * ROW
  return (
    <g>
      <Box x={8} y={y} w={304} h={116} tone="ghost" />
      <Mark x={28} y={y + 24}>
        {number}
      </Mark>
      <Words x={20} y={y + 56} kind="title">
        {title}
      </Words>
      {notes.map((note, index) => (
        <Words key={note} x={20} y={y + 72 + index * 14}>
          {note}
        </Words>
      ))}
      {APPS.map((name, index) => (
        <g key={name}>
          <Box x={128 + index * 60} y={y + 8} w={56} h={ROW} tone="core" centred title={name} />
          <Box x={128 + index * 60} y={y + 8 + ROW} w={56} h={ROW} tone="inner" centred title="libraries" />
          {layers.map((layer, level) => (
            <Box key={layer} x={128 + index * 60} y={y + 8 + (2 + level) * ROW} w={56} h={ROW} tone={layer === 'kernel' && !machines ? 'guest' : 'plain'} centred title={layer} />
          ))}
        </g>
      ))}
      {bottom.map((name, index) => (
        <Box key={name} x={128} y={sharedFrom + index * ROW} w={176} h={ROW} tone={index === 0 ? 'inner' : 'plain'} centred title={name} />
      ))}
    </g>
  )
}

export function HypervisorKinds({ alt }: { alt: string }) {
  return (
    <Canvas height={220} alt={alt}>
      <Kind x={8} title="Type 1" layers={['hypervisor', 'hardware']} marked={0} examples={['ESXi, Hyper-V,', 'Xen']} />
      <Kind x={112} title="KVM" layers={['Linux + KVM', 'hardware']} marked={0} examples={['OpenShift’s nodes', 'Linux servers']} />
      <Kind x={216} title="Type 2" layers={['hypervisor', 'any system', 'hardware']} marked={0} examples={['VirtualBox,', 'Workstation']} />
    </Canvas>
  )
}

function Kind({ x, title, layers, marked, examples }: { x: number; title: string; layers: readonly string[]; marked: number; examples: readonly string[] }) {
  const bottom = 176
  const top = bottom - layers.length * 28
  return (
    <g>
      <Words x={x} y={20} kind="heading">
        {title}
      </Words>
      <Box x={x} y={top - 52} w={44} h={44} tone="guest" centred title="VM" note="guest" />
      <Box x={x + 52} y={top - 52} w={44} h={44} tone="guest" centred title="VM" note="guest" />
      {layers.map((name, index) => (
        <Box key={name} x={x} y={top + index * 28} w={96} h={24} tone={index === marked ? 'core' : 'plain'} centred title={name} />
      ))}
      {examples.map((line, index) => (
        <Words key={line} x={x} y={192 + index * 14}>
          {line}
        </Words>
      ))}
    </g>
  )
}

export function ContainersAndMachines({ alt }: { alt: string }) {
  return (
    <Canvas height={264} alt={alt}>
      <Words x={8} y={20} kind="heading">
        Containers
      </Words>
      {[0, 1].map((index) => (
        <Box key={index} x={8 + index * 76} y={76} w={68} h={76} tone="inner">
          <Box x={16 + index * 76} y={84} w={52} h={28} tone="core" centred title="app" />
          <Box x={16 + index * 76} y={116} w={52} h={28} centred title="libraries" />
        </Box>
      ))}
      <Box x={8} y={160} w={144} h={28} tone="guest" centred title="one kernel, shared" />
      <Box x={8} y={192} w={144} h={28} centred title="hardware or VM" />
      <Words x={8} y={240}>
        from an image,
      </Words>
      <Words x={8} y={254}>
        start in an instant
      </Words>
      <Words x={168} y={20} kind="heading">
        Virtual machines
      </Words>
      {[0, 1].map((index) => (
        <Box key={index} x={168 + index * 76} y={32} w={68} h={108} tone="inner">
          <Box x={176 + index * 76} y={40} w={52} h={28} tone="core" centred title="app" />
          <Box x={176 + index * 76} y={72} w={52} h={28} centred title="libraries" />
          <Box x={176 + index * 76} y={104} w={52} h={28} tone="guest" centred title="kernel" />
        </Box>
      ))}
      <Box x={168} y={148} w={144} h={44} tone="guest" centred title="hypervisor" note="KVM in the node’s kernel" />
      <Box x={168} y={196} w={144} h={24} centred title="hardware" />
      <Words x={168} y={240}>
        a kernel for each,
      </Words>
      <Words x={168} y={254}>
        boot like a computer
      </Words>
    </Canvas>
  )
}
