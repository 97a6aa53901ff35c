import Addresses
import Model

/// An event of a master or its workers.
public enum WorkerEvent: Sendable, Hashable {
    /// A master was started.
    case started(pid: Int32)
    /// A running master was adopted.
    case adopted(pid: Int32)
    /// An unreachable master, whose sockets were removed, exits after its last connection; another
    /// one is started.
    case left(pid: Int32)
    /// Steps were applied; drift: no wanted value had changed.
    case applied([ProxyStep], isDrift: Bool)
    /// The following reload stops workers of earlier configurations.
    case outlived([OutlivedWorker])
    /// HAProxy rejected the configuration with this message; the old worker continues.
    case refused(String)
    /// HAProxy rejects these proxies, and the others follow the document; empty: it accepts all.
    case refuses([RefusedProxy])
    /// Another failure, which is retried.
    case failed(String)
    /// Endpoints without a listener, or with a listener of another program too; empty: none.
    case listens(except: [Unheard])
    /// The last configuration that served fails to start too; it is retried.
    case lastFails(String)
    /// The current configuration could not be copied.
    case notKept(String)
    /// HAProxy runs and does not answer.
    case silent(String)
    /// HAProxy answers again.
    case answers(pid: Int32)
    /// The master exited and is restarted; its last messages show the reason.
    case ended(pid: Int32, words: [String])
}
