import Addresses
import Model

/// A configuration of HAProxy, with the source of each line in the document.
public struct RenderedConfiguration: Sendable, Hashable {
    /// The lines of haproxy.cfg.
    public var lines: [Line] = []
    /// The other files that HAProxy reads, except certificates.
    ///
    /// **Shape:** unique by name.
    public var files: [SideFile] = []
    /// The servers of the `server` lines, in order.
    public var servers: [BackendServer] = []
    /// The parts that only a reload changes; nil: no worker that Ballast supervises.
    public var frame: ProxyFrame?

    /// The first line of each proxy, and the line after the last one; empty: unknown.
    var bounds: [Int] = []
    /// Whether it has a stick table, which an old worker sends to the new one.
    var hasTables = false
    /// The place at which other nodes send their stick tables; nil: none.
    var peersListen: Endpoint?

    /// One line.
    public struct Line: Sendable, Hashable {
        /// The text without the line break.
        public var text: String
        /// The part of the document that it implements; the root if there is none.
        public var path: DocumentPath
        /// Whether it is a server's line.
        var isServer = false
    }

    /// A file beside haproxy.cfg.
    public struct SideFile: Sendable, Hashable {
        /// Its name in the directory of side files: letters, digits, `-`, `_`, `.` and `:`.
        public var name: String
        /// The contents.
        public var contents: String
    }

    /// The complete haproxy.cfg.
    public var text: String {
        lines.reduce(into: "") { text, line in
            text += line.text
            text += "\n"
        }
    }

    /// Returns the part of the document that a line implements.
    ///
    /// - Parameter line: from 1, as HAProxy counts.
    public func path(ofLine line: Int) -> DocumentPath? {
        lines.indices.contains(line - 1) ? lines[line - 1].path : nil
    }
}
