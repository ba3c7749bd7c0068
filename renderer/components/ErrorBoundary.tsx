import { Component, type ErrorInfo, type ReactNode } from 'react';
import { i18n } from '../i18n/index.ts';
import { Button } from './Button.tsx';

interface Props {
  readonly children: ReactNode;
}

/** Catches a fault in the window's own drawing. The queue runs in the main process and goes on meanwhile. */
export class ErrorBoundary extends Component<Props, { readonly error: Error | undefined }> {
  override state = { error: undefined as Error | undefined };

  static getDerivedStateFromError(error: unknown) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override componentDidCatch(error: unknown, info: ErrorInfo) {
    console.error('the window failed to draw', error, info.componentStack);
  }

  override render() {
    if (this.state.error === undefined) return this.props.children;
    return (
      <main className="fault" role="alert">
        <h1>{i18n.t('fault.title')}</h1>
        <p>{i18n.t('fault.calm')}</p>
        <pre>{this.state.error.message}</pre>
        <Button look="primary" onClick={() => location.reload()}>
          {i18n.t('fault.reload')}
        </Button>
      </main>
    );
  }
}
