import Files

/// The settings of `ballast run`.
package struct DaemonSettings: Sendable {
    /// The document of a controller.
    package struct Source: Sendable {
        /// The path as the user gave it.
        package let name: String
        /// Whether raw lines can load code and leave HAProxy's sandbox.
        package let allowsPrivileged: Bool

        /// The absolute path.
        var path: String { PathName.absolute(name) }

        /// Creates a reference to the document at this path.
        package init(name: String, allowsPrivileged: Bool) {
            self.name = name
            self.allowsPrivileged = allowsPrivileged
        }
    }

    /// The directories and the socket of a controller.
    package struct Directories: Sendable {
        /// The state directory.
        package let state: String
        /// The directory of the lock and of HAProxy.
        package let runtime: String
        /// The status socket.
        package let socket: String

        /// Creates a set of these paths.
        package init(state: String, runtime: String, socket: String) {
            self.state = state
            self.runtime = runtime
            self.socket = socket
        }
    }

    /// The document.
    package let document: Source
    /// The directories.
    package let directories: Directories
    /// The version of the program.
    package let version: String
    /// Whether addresses on interfaces are changed.
    package var managesAddresses = true
    /// The longest time between two looks at the whole host.
    package var interval = Duration.seconds(5)
    /// The program that watches the document; nil: `ballast-watch` beside this program.
    package var watcher: String?
    /// The program of the election; nil: `ballast-elect` beside this program.
    package var electionProgram: String?
    /// The program of the series; nil: `ballast-series` beside this program.
    package var seriesProgram: String?
    /// Whether series are recorded for graphs.
    package var records = true
    /// Whether the election goes on when the controller ends, for its grace.
    package var keepsRole = false
    /// Whether everything that Ballast owns is removed at the end.
    package var cleans = false
    /// The node of the document that this host is; nil: the host name decides.
    package var node: String?
    /// Whether log lines are JSON.
    package var logsJSON = false

    /// Creates settings with the defaults of the command line.
    package init(document: Source, directories: Directories, version: String) {
        self.document = document
        self.directories = directories
        self.version = version
    }
}
