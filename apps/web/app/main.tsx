import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { InsecurePage } from '../features/sign-in/insecure-page.tsx'
import { show } from '../preferences.ts'
import { queries } from './api.ts'
import { App } from './app.tsx'

show()
createRoot(document.getElementById('app')!).render(
  <StrictMode>
    <QueryClientProvider client={queries}>{isSecureContext ? <App /> : <InsecurePage />}</QueryClientProvider>
  </StrictMode>,
)
