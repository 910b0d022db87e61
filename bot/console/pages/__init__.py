"""The console's pages: one noun a file; a page unpacks the visit, calls the domain, renders."""
