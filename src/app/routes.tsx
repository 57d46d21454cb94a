import { lazy, Suspense } from 'react'
import { Navigate, Route, Routes, useLocation, useParams } from 'react-router'
import { isCompareId } from '../url/compareAddress.ts'
import { Screen } from './Screen.tsx'

const LazyNotFound = lazy(() => import('./NotFound.tsx').then((module) => ({ default: module.NotFound })))

/** Jaeger UI's addresses, so that every bookmark and Grafana link goes on working. */
export function AppRoutes() {
  return (
    <Routes>
      <Route path="/" element={<ToSearch />} />
      <Route path="/search" element={<Screen name="search" />} />
      <Route path="/trace/:id" element={<TraceOrCompare />} />
      <Route path="/trace/*" element={<SlashedTrace />} />
      <Route path="/dependencies" element={<Screen name="dependencies" />} />
      <Route path="*" element={<NotFound />} />
    </Routes>
  )
}

/** With a boundary of its own, which goes with it when one goes on before its code is here. */
function NotFound() {
  return (
    <Suspense fallback={null}>
      <LazyNotFound />
    </Suspense>
  )
}

function ToSearch() {
  const { search } = useLocation()
  return <Navigate to={`/search${search}`} replace />
}

/** `/trace/:a...:b` compares; React Router cannot split a segment, so both share a route. */
function TraceOrCompare() {
  const { id = '' } = useParams()
  return <Screen name={isCompareId(id) ? 'compare' : 'trace'} />
}

/** An id with a slash in it (base64) that was not escaped. */
function SlashedTrace() {
  const { '*': rest = '' } = useParams()
  const { search, hash } = useLocation()
  const id = rest.replace(/\/+$/, '')
  if (id === '') return <NotFound />
  return <Navigate to={`/trace/${encodeURIComponent(id)}${search}${hash}`} replace />
}
