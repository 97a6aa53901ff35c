import Certificates
import Files

extension UTCTime {
    /// The current second.
    package static var now: UTCTime { UTCTime(seconds: wallClock() / 1000) }
}
