import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='KeptHead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('size', models.BigIntegerField(unique=True)),
                ('note', models.TextField()),
                ('kept_at', models.CharField(max_length=27)),
            ],
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('subject', models.BigIntegerField()),
                ('event', models.CharField(max_length=80)),
                ('at', models.CharField(max_length=27)),
                ('actor', models.CharField(max_length=80)),
                ('data', models.TextField()),
                ('suite', models.SmallIntegerField()),
                ('row_hash', models.BinaryField()),
                ('receipt', models.TextField(null=True)),
                ('salt', models.BinaryField(null=True)),
                ('leaf_hash', models.BinaryField(null=True)),
                ('tree_index', models.BigIntegerField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['subject', 'id'], name='records_entry_of_subject'), models.Index(condition=models.Q(('tree_index__isnull', True)), fields=['id'], name='records_entry_waiting')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('tree_index__isnull', False)), fields=('tree_index',), name='records_entry_one_leaf'), models.CheckConstraint(condition=models.Q(('leaf_hash__isnull', False), models.Q(('receipt__isnull', True), ('salt__isnull', True)), _connector='OR'), name='records_entry_receipt_has_leaf')],
            },
        ),
        migrations.CreateModel(
            name='Head',
            fields=[
                ('id', models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('size', models.BigIntegerField()),
                ('note', models.TextField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='records_head_is_one')],
            },
        ),
        migrations.CreateModel(
            name='Tile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.SmallIntegerField()),
                ('number', models.BigIntegerField()),
                ('hashes', models.BinaryField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('level', 'number'), name='records_tile_one_place')],
            },
        ),
        migrations.CreateModel(
            name='Cosignature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('witness', models.CharField(max_length=255)),
                ('key_id', models.CharField(max_length=8)),
                ('line', models.TextField()),
                ('head', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cosignatures', to='records.kepthead')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('head', 'witness', 'key_id'), name='records_cosignature_once')],
            },
        ),
    ]
