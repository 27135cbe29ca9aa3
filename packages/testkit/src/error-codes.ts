/** Every code this package throws: what it means and how to mend it. */
export const TESTKIT_ERRORS = {
  PNP_TEST_NOT_SEEN:
    'What a test waits for did not come, though all the time there is has passed: check what the app does, or mend the test; the message says what came instead.',
  PNP_TEST_LOST:
    'The test has cut the connection, or the device is not connected: connect it first.',
  PNP_TEST_QUEUE_FULL:
    'A device keeps 50 cloud-to-device messages: let it take some before more are sent.',
} as const;
