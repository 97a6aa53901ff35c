import Model

extension ConfigurationBuilder {
    /// Room for the headers that the document adds, where HAProxy's own is too little.
    ///
    /// HAProxy reads as much of a message as leaves this room in the buffer, and answers with 500
    /// where a header does not fit. The buffer grows by the same, so requests may be as long as
    /// before. The lines of `haproxy.raw` follow, and may say otherwise.
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
