// Runs before anything else of the page: the bridge must already be there.
window.bridgeAtStart = typeof window.bridge;
window.dropped = [];
document.addEventListener('DOMContentLoaded', () => {
  const target = document.getElementById('target');
  target.addEventListener('dragover', (event) => event.preventDefault());
  target.addEventListener('drop', (event) => {
    event.preventDefault();
    window.dropped = [...event.dataTransfer.files].map((file) => window.bridge.pathOf(file));
  });
  // From a timer, because a debugger's own evaluation is exempt from the policy.
  setTimeout(() => {
    try {
      window.evalResult = eval('1 + 1');
    } catch (error) {
      window.evalResult = error.name;
    }
  }, 0);
});
