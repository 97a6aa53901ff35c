import Glibc

/// A request to the status socket.
struct StatusRequest: Sendable {
    /// The path of a `GET`, or `POST PATH`.
    let path: String
    /// The process that has connected; nil: unknown, or the request changes nothing.
    let process: pid_t?
}
