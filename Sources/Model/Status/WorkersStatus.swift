/// The processes of HAProxy that serve the proxies.
public struct WorkersStatus: Sendable, Codable, Hashable {
    /// HAProxy's version; nil: not running.
    public var version: String?
    /// The master's process id; nil: not running.
    public var master: Int32?
    /// The process id of the current worker; nil: none.
    public var worker: Int32?
    /// The number of reloads since the start of the master.
    public var reloads: Int
    /// Workers of earlier configurations, which exit after their last connection.
    public var old: [Old]
    /// The running process that does not answer; nil: all answer.
    public var silence: String?
    /// HAProxy's reason that the document's proxies are not in force; nil: they are.
    public var complaint: String?

    /// A worker of an earlier configuration.
    public struct Old: Sendable, Codable, Hashable {
        /// Its process id.
        public var pid: Int32
        /// The time since it started.
        ///
        /// **Unit:** seconds.
        public var age: Int64
        /// The number of reloads that it survived.
        public var reloads: Int
        /// The number of its connections; nil: it does not answer.
        public var connections: Int?

        /// Creates a worker.
        public init(pid: Int32, age: Int64, reloads: Int, connections: Int?) {
            self.pid = pid
            self.age = age
            self.reloads = reloads
            self.connections = connections
        }
    }

    /// Creates a status.
    public init(
        version: String? = nil, master: Int32? = nil, worker: Int32? = nil, reloads: Int = 0,
        old: [Old] = [], silence: String? = nil, complaint: String? = nil
    ) {
        self.version = version
        self.master = master
        self.worker = worker
        self.reloads = reloads
        self.old = old
        self.silence = silence
        self.complaint = complaint
    }
}
