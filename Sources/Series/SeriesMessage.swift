/// A message to the recorder.
public enum SeriesMessage: Sendable {
    /// A sample.
    case sample(SeriesID, SeriesLayout, time: Int64, SeriesValues)
    /// The request to write a series.
    case flush(SeriesID, token: UInt32)
    /// The removal of a series.
    case remove(SeriesID)
}
