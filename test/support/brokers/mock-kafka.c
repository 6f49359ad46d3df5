/*
 * The mock cluster of librdkafka as a program: one broker on 127.0.0.1 that speaks the Kafka protocol, consumer groups
 * included. Arguments: TOPIC:PARTITIONS …; prints the address. Reads "down" and "up" from its input, and ends with it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

int main(int argc, char **argv) {
  char text[512];
  rd_kafka_conf_t *conf = rd_kafka_conf_new();
  rd_kafka_t *host = rd_kafka_new(RD_KAFKA_PRODUCER, conf, text, sizeof text);
  rd_kafka_mock_cluster_t *cluster = host ? rd_kafka_mock_cluster_new(host, 1) : NULL;
  if (!cluster) {
    fprintf(stderr, "No mock cluster: %s\n", host ? "rd_kafka_mock_cluster_new failed" : text);
    return 1;
  }
  for (int index = 1; index < argc; index++) {
    char *partitions = strchr(argv[index], ':');
    if (!partitions) {
      fprintf(stderr, "'%s' is not TOPIC:PARTITIONS\n", argv[index]);
      return 2;
    }
    *partitions = 0;
    rd_kafka_mock_topic_create(cluster, argv[index], atoi(partitions + 1), 1);
  }
  printf("%s\n", rd_kafka_mock_cluster_bootstraps(cluster));
  fflush(stdout);
  while (fgets(text, sizeof text, stdin)) {
    if (!strcmp(text, "down\n")) rd_kafka_mock_broker_set_down(cluster, 1);
    if (!strcmp(text, "up\n")) rd_kafka_mock_broker_set_up(cluster, 1);
    printf("%s", text);
    fflush(stdout);
  }
  rd_kafka_mock_cluster_destroy(cluster);
  rd_kafka_destroy(host);
  return 0;
}
