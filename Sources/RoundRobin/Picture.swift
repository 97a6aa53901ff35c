import CRRD

/// A graph as a picture.
public enum Picture {
    /// Draws a graph.
    ///
    /// - Parameter arguments: those of `rrdgraph(1)`, without a file.
    ///
    /// Source: `rrd_graph_v`, with "-" as file: the picture is in the answer.
    ///
    /// **Errors:** `RoundRobinFailure`.
    public static func draw(_ arguments: [String]) throws(RoundRobinFailure) -> [UInt8] {
        let answer = withArguments(["graph", "-"] + arguments) { rrd_graph_v($0, $1) }
        guard let answer else { throw .last }
        defer { rrd_info_free(answer) }
        var entry: UnsafeMutablePointer<rrd_info_t>? = answer
        while let info = entry {
            var size: UInt = 0
            if let key = info.pointee.key, String(cString: key) == "image",
                let bytes = ballast_rrd_blob(info, &size)
            {
                return Array(UnsafeBufferPointer(start: bytes, count: Int(size)))
            }
            entry = info.pointee.next
        }
        throw RoundRobinFailure(description: "librrd has drawn no picture")
    }
}
