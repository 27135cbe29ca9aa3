export { MIDDLEWARE_ERRORS } from './error-codes.js';
