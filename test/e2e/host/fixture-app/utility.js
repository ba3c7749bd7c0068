process.parentPort.on('message', ({ data }) => {
  if (data === 'end') process.exit(4);
  process.parentPort.postMessage({
    sum: data.bytes.reduce((a, b) => a + b),
    args: process.argv.slice(2),
    send: typeof process.send,
  });
});
