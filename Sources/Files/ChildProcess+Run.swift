import Glibc
import Model

extension ChildProcess {
    /// Waits for the end of a child, and kills it after the limit.
    public static func wait(_ child: Int32, limit: Duration) -> End {
        let deadline = ContinuousClock.now + limit
        while true {
            if let end = end(of: child) { return end }
            if ContinuousClock.now > deadline { kill(child, SIGKILL) }
            usleep(2_000)
        }
    }
}
