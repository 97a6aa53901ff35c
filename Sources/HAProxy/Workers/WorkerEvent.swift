import Addresses
import Model

/// Something that happened to a master or its workers.
public enum WorkerEvent: Sendable, Hashable {
    /// A master was started.
    case started(pid: Int32)
    /// One that ran already was taken over.
    case adopted(pid: Int32)
    /// One that can't be spoken to any more, because its sockets were removed, ends with its last
    /// connection; another one is started.
    case left(pid: Int32)
    /// Steps were applied; drift: nothing that was wanted had changed.
    case applied([ProxyStep], isDrift: Bool)
    /// Workers of earlier configurations are ended by the reload that follows.
    case outlived([OutlivedWorker])
    /// HAProxy doesn't take the configuration: its words. The old worker goes on.
    case refused(String)
    /// HAProxy refuses these proxies, and the others follow the document; empty: it takes all.
    case refuses([RefusedProxy])
    /// Something else stands in the way; it is tried again.
    case failed(String)
    /// HAProxy can't listen there, or is not alone; empty: it listens everywhere.
    case listens(except: [Unheard])
    /// The last configuration that served can't be started either; it is tried again.
    case lastFails(String)
    /// No copy of the configuration in force could be made.
    case notKept(String)
    /// HAProxy runs and does not answer.
    case silent(String)
    /// HAProxy answers again.
    case answers(pid: Int32)
    /// The master ended; it is started again. Its last words say why.
    case ended(pid: Int32, words: [String])
}

/// An endpoint at which clients may not be heard.
public struct Unheard: Sendable, Hashable {
    /// Where HAProxy is to listen.
    public let endpoint: Endpoint
    /// Why it does not, or not alone, and what to do.
    public let reason: String
    /// Whether it listens there all the same, beside another program.
    public let isShared: Bool

    init(_ obstacle: ListenCheck.Obstacle) {
        endpoint = obstacle.endpoint
        reason = "\(obstacle.failure)"
        isShared = obstacle.isServed
    }
}
