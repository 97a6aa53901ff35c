import Model

/// A configuration of HAProxy, with where each of its lines comes from.
public struct RenderedConfiguration: Sendable, Hashable {
    /// The lines of haproxy.cfg.
    public var lines: [Line] = []
    /// What else HAProxy reads, but for certificates.
    ///
    /// **Shape:** unique by name.
    public var files: [SideFile] = []
    /// The servers of the `server` lines, in their order.
    public var servers: [BackendServer] = []
    /// Everything that only a reload changes; nil: it is not for a worker under Ballast's care.
    public var frame: ProxyFrame?

    /// One line.
    public struct Line: Sendable, Hashable {
        /// Without the line break.
        public var text: String
        /// What of the document it says; the root where no part of it does.
        public var path: DocumentPath
        /// Whether it is a server's.
        var isServer = false
    }

    /// A file beside haproxy.cfg.
    public struct SideFile: Sendable, Hashable {
        /// Its name in the directory of side files: letters, digits, `-`, `_`, `.` and `:`.
        public var name: String
        /// What it holds.
        public var contents: String
    }

    /// The whole of haproxy.cfg.
    public var text: String {
        lines.reduce(into: "") { $0 += $1.text + "\n" }
    }

    /// Where the document says what stands in this line.
    ///
    /// - Parameter line: from 1, as HAProxy counts.
    public func path(ofLine line: Int) -> DocumentPath? {
        lines.indices.contains(line - 1) ? lines[line - 1].path : nil
    }
}
