/// Something that happened to a master or its workers.
public enum WorkerEvent: Sendable, Hashable {
    /// A master was started.
    case started(pid: Int32)
    /// One that ran already was taken over.
    case adopted(pid: Int32)
    /// A configuration was loaded.
    case reloaded(because: [String])
    /// Commands were done; drift: nothing that was wanted had changed.
    case changed([String], isDrift: Bool)
    /// HAProxy doesn't take the configuration: its words. The old worker goes on.
    case refused(String)
    /// Something else stands in the way; it is tried again.
    case failed(String)
    /// The master ended; it is started again. Its last words say why.
    case ended(pid: Int32, words: [String])
}
