import Model

extension ConfigurationBuilder {
    /// Reserves buffer space for the headers that the document adds, if HAProxy's default is too
    /// small.
    ///
    /// HAProxy leaves this much of the buffer free when it reads a message, and answers with 500 if
    /// an added header does not fit. The buffer grows by the same amount, so the limit on requests
    /// is unchanged. The lines of `haproxy.raw` follow and can override both.
    ///
    /// Source: HAProxy's configuration manual, 3.2, `tune.maxrewrite`.
    mutating func addBuffers() {
        let (room, path) = spec.largestAddition
        guard let size = AddedHeaders.reserve(for: room) else { return }
        let (usual, buffer) = (AddedHeaders.usualReserve, AddedHeaders.usualBuffer)
        // HAProxy reserves at most half of the buffer.
        add("tune.bufsize", .number(max(buffer - usual + size, 2 * size)), at: path)
        add("tune.maxrewrite", .number(size), at: path)
    }
}
