/** First segments of the addresses that the service itself answers at; all others are pages of the web client. */
export const SERVICE_SEGMENTS = ['api', 'problems', 'health', 'metrics'] as const;
