import styles from './OpenFiles.module.css'

/** Over the page while files are dragged over it. */
export const DropHere = () => (
  <div className={styles.drop}>
    <strong>Drop to open the traces</strong>
    <span>Jaeger, OpenTelemetry or Tempo JSON, JSON lines; gzipped or not.</span>
    <span>They stay in this browser.</span>
  </div>
)
