/// The processes of HAProxy that serve the proxies.
public struct WorkersStatus: Sendable, Codable, Hashable {
    /// HAProxy's version; nil: none runs.
    public var version: String?
    /// The master's process id; nil: none runs.
    public var master: Int32?
    /// The worker that serves; nil: none does.
    public var worker: Int32?
    /// Reloads since the master began.
    public var reloads: Int
    /// Workers of earlier configurations, which end with their last connection.
    public var old: [Old]
    /// Which of the processes runs and does not answer; nil: they answer.
    public var silence: String?
    /// Why the document's proxies are not in force, in HAProxy's words; nil: they are.
    public var complaint: String?

    /// A worker of an earlier configuration.
    public struct Old: Sendable, Codable, Hashable {
        /// Its process id.
        public var pid: Int32
        /// Time since it began.
        ///
        /// **Unit:** seconds.
        public var age: Int64
        /// Reloads that it has lived through.
        public var reloads: Int
        /// Connections that it still has; nil: it does not say.
        public var connections: Int?

        /// This worker.
        public init(pid: Int32, age: Int64, reloads: Int, connections: Int?) {
            self.pid = pid
            self.age = age
            self.reloads = reloads
            self.connections = connections
        }
    }

    /// These processes.
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
